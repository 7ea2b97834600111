"""What is known of Portuguese."""

from __future__ import annotations

from recommender.analysis.languages.language import Language, phrases, words

PORTUGUESE = Language(
    subtag="pt",
    own_letters="áâãàçéêíóôõú",
    stemmer="portuguese",
    function_words=words("""
a ainda além algo alguns ante antes ao aos apenas após aquela aquele aqueles as até com como contra da das de dela
dele deles depois desde dessa desse desta deste do dois dos durante e é ela elas ele eles em enquanto entre era eram
essa essas esse esses esta está estão estar estas estava este estes eu foi foram havia isso isto já la lhe lo mais mas
me mesmo meu minha muito muitos na nas nem no nos nossa nosso não num numa o onde os ou outra outras outro outros para
pela pelas pelo pelos por porque qual quando que quem se segundo seja sem sempre ser será seu seus sido sob sobre sua
suas são só também tem têm ter tinha toda todas todo todos tudo um uma umas uns você vez à às
"""),
    time_words=words("segunda terça quarta quinta sexta hoje amanhã ontem manhã tarde noite semana mês ano"),
    title_labels=phrases("opinião, ao vivo"),
    honorifics=words("""
sr sra dr presidente primeiro ministro ministra chanceler senador governador prefeito juiz juíza procurador general
rei rainha papa bispo diretor treinador porta-voz chefe líder embaixador ceo secretário secretária deputado deputada
primeira
"""),
    name_particles=words("da das de do dos"),
    name_links=words("da das de do dos"),
    titles_in_names=words("rei rainha papa general"),
    measure_words=words("cento mil três quatro cinco seis sete oito nove dez"),
)
