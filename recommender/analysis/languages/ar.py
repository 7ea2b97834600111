"""What is known of Arabic."""

from __future__ import annotations

from recommender.analysis.languages.language import Language, words

ARABIC = Language(
    subtag="ar",
    stemmer="arabic",
    function_words=words("""
أن إن أنه إنه أنها إنها إلى الى على عليه عليها عن عنه عنها في فيه فيها من منه منها مع بعد قبل بين حتى حول خلال دون ضد
عبر عند عندما منذ نحو تحت فوق أمام وراء ثم أو أم لا لم لن ما ماذا ليس ليست هل هو هي هم هما هن أنا نحن أنت هذا هذه ذلك
تلك هؤلاء الذي التي الذين اللذين كان كانت كانوا يكون تكون كما كل كلا قد لقد لكن لكنه لأن لدى لها له لهم به بها بهم غير
أي أيضا أيضًا إذا إذ حيث حين كيف لماذا متى وهو وهي وفي ومن وعلى وإن وأن ولا ولم وقد وكان وكانت وقال وقالت وأضاف وأضافت
قال قالت إلا بل سوف فقط مثل بعض بينما كذلك
"""),
    name_particles=words("bin al el"),
    name_links=words("bin al el"),
)
