"""What is known of Indonesian."""

from __future__ import annotations

from recommender.analysis.languages.language import Language, words

INDONESIAN = Language(
    subtag="id",
    own_letters="",
    stemmer="indonesian",
    function_words=words("""
yang dan atau di ke dari pada dalam untuk dengan oleh tentang terhadap antara sampai hingga sejak tanpa seperti
sebagai secara ini itu tersebut saya kami kita kamu anda ia dia mereka nya adalah ialah akan telah sudah sedang masih
belum tidak bukan jangan juga lagi lebih sangat hanya saja pun lah bahwa karena sebab jika kalau bila ketika saat
setelah sebelum agar supaya namun tetapi tapi sedangkan sementara serta maupun apa siapa mana bagaimana mengapa kapan
ada bisa dapat harus para sebuah seorang suatu setiap semua kata ujar mengatakan
"""),
)
