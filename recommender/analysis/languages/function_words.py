"""The words that every text of a language holds and that tell nothing of its subject.

Short lists on purpose: articles, pronouns, prepositions, conjunctions, auxiliaries. Long stop lists drop words that
stories are about ("state", "world", "interest"); what is merely frequent is left to idf.
"""

from __future__ import annotations

FUNCTION_WORDS: dict[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": """
a about above across after again against all almost along already also although always am among an and another any
anyone anything are aren't around as at away back be became because become been before behind being below between both
but by came can can't cannot come could couldn't did didn't do does doesn't doing don't done down during each either
else enough even ever every everyone everything few for from further get gets getting go goes going gone got had
hadn't has hasn't have haven't having he he'd he'll he's hence her here here's hers herself him himself his how
however i i'd i'll i'm i've if in indeed instead into is isn't it it'll it's its itself just least less let like
likely made make makes many may maybe me might mine more most much must my myself near neither never no nobody none
nor not nothing now of off often on once one only onto or other others our ours ourselves out over own per perhaps
quite rather really said same say saying says see seem seemed seems several shall she she'd she'll she's should
shouldn't since so some someone something soon still such take tell than that that's the their theirs them themselves
then there there's therefore these they they'd they'll they're they've thing things this those though through thus to
together told too toward towards under until unless up upon us use used very via want was wasn't we we'd we'll we're
we've well went were weren't what what's whatever when where whether which while who who's whom whose why will with
within without won't would wouldn't yet you you'd you'll you're you've your yours yourself d ll m re s t ve""",
        "de": """
ab aber alle allem allen aller alles als also am an ander andere anderem anderen anderer anderes auch auf aus bei beim
bereits bin bis bist da dabei dadurch dafür dagegen daher damit danach dann daran darauf daraus darf darüber darum das
dass davon davor dazu dein deine dem den denen denn der deren derer des deshalb dessen dich die dies diese dieselbe
diesem diesen dieser dieses dir doch dort du durch dürfen eben ein eine einem einen einer eines einige einigen einiger
er erst es etwa etwas euch euer für gab gegen geht gewesen gibt hab habe haben hat hatte hatten hätte hätten hier hin
hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer ihres im immer in indem ins ist ja jede jedem jeden jeder jedes
jedoch jene jetzt kann kein keine keinem keinen keiner können könnte könnten lassen machen man mehr mein meine mich
mir mit muss müssen musste nach nachdem neben nein nicht nichts noch nun nur ob obwohl oder ohne schon sehr sei seien
sein seine seinem seinen seiner seines seit sich sie sind so sogar solche soll sollen sollte sollten sondern sonst
sowie um und uns unser unsere unter viel viele vielen vom von vor wann war waren warum was weder weg wegen weil weiter
welche welchem welchen welcher welches wenn wer werde werden wie wieder will wir wird wo wohl wollen worden wurde
wurden während wäre wären würde würden zu zum zur zwar zwischen über""",
        "fr": """
a afin ai ainsi alors après as au aucun aucune aujourd aussi autre autres aux avaient avait avant avec avez avoir
avons ayant beaucoup bien c car ce ceci cela celle celles celui cependant ces cet cette ceux chaque chez ci comme
comment contre d dans de depuis des deux devant dit dont donc du durant elle elles en encore entre es est et étaient
était étant été être eu eux fait faire fois font furent fut hors ici il ils j je jusqu jusque l la le les leur leurs
lors lorsque lui là m ma mais malgré me mes moi moins mon même mêmes n ne ni non nos notre nous on ont ou où par parce
parfois pas pendant peu peut peuvent plus plusieurs pour pourquoi pourrait près puis puisque qu quand que quel quelle
quelles quelque quelques quels qui quoi s sa sans se selon sera serait seront ses si soit son sont sous sur t ta
tandis te tel telle tes toi ton toujours tous tout toute toutes très trop tu un une vers via voici voilà vos votre
vous y à ça""",
        "es": """
a al algo algunas algunos ante antes aquel aquella aquellos aunque así aún bajo bien cada casi como con contra cual
cuales cuando cuanto de debe del desde después donde dos durante e el él ella ellas ellos en entonces entre era eran
es esa esas ese eso esos esta estaba estaban estado estar estas este esto estos está están fue fueron ha haber había
habían hace hacer hacia han hasta hay he la las le les lo los luego más me mediante mi mientras mis misma mismo mucho
muchos muy nada ni no nos nosotros o otra otras otro otros para pero poco por porque pues que qué quien quienes se sea
según ser será si sí sido sin sino sobre son su sus también tampoco tan tanto te tener tiene tienen toda todas todo
todos tras tu tus tú u un una unas uno unos usted vez y ya yo""",
        "it": """
a ad agli ai al alla alle allo altra altre altri altro anche ancora avere aveva avevano c che chi ci ciò col come con
contro cosa così cui d da dagli dai dal dalla dalle dallo degli dei del della delle dello dentro di dopo dove dovrebbe
due durante e è ed era erano essere fa fatto fino fra fu già gli ha hanno i il in infatti io l la le lei li lo loro
lui ma mai me meno mentre mi molto ne negli nei nel nella nelle nello noi non nostra nostro o ogni oltre ora per
perché però più poi prima può qual quale quali quando quanto quasi quella quelle quelli quello questa queste questi
questo qui quindi s sarà se sempre senza si sia sono sopra sotto sta stata stati stato su sua sue sugli sui sul sulla
sulle suo suoi tra tutta tutte tutti tutto un una uno va verso via voi""",
        "nl": """
aan achter al alle alleen als altijd andere ben bij binnen dan dat de deze die dit doen door dus een eens en er geen
geweest gewoon haar had hadden heb hebben heeft hem het hier hij hoe hun iemand iets ik in is ja je kan kon kunnen
maar me meer men met mij mijn moet moeten na naar naast niet niets nog nu of om omdat onder ons onze ook op over per
reeds sinds te tegen toch toen tot tussen uit uw van vanaf veel volgens voor waar waren was wat we wel werd werden wie
wij wil worden wordt zal ze zei zelf zich zij zijn zo zonder zou zouden zullen""",
        "pt": """
a ainda além algo alguns ante antes ao aos apenas após aquela aquele aqueles as até com como contra da das de dela
dele deles depois desde dessa desse desta deste do dois dos durante e é ela elas ele eles em enquanto entre era eram
essa essas esse esses esta está estão estar estas estava este estes eu foi foram havia isso isto já la lhe lo mais mas
me mesmo meu minha muito muitos na nas nem no nos nossa nosso não num numa o onde os ou outra outras outro outros para
pela pelas pelo pelos por porque qual quando que quem se segundo seja sem sempre ser será seu seus sido sob sobre sua
suas são só também tem têm ter tinha toda todas todo todos tudo um uma umas uns você vez à às""",
        "sv": """
alla allt att av blev bli blir de del dem den denna deras dess dessa det detta dig din dock du där efter ej ett eller
en enligt er för från får fick ha hade han hans har hela henne hennes hon honom hur här i icke in inom inte jag ju kan
kom kommer kunde man med mellan men mer mig min mot mycket ni nu när någon något några och också om oss på redan sedan
sig sin sina sitt ska skulle som så under upp ut utan vad var vara varit vi vid vilka vilken vill än är även åt över""",
        "da": """
ad af alle alt andet at blev blive bliver da de dem den denne der deres det dette dig din dog du efter eller en end er
et for fra få får ham han hans har havde have hende hendes her hos hun hvad hvis hvor i ikke ind jeg jo kan kom kommer
kunne man mange med meget mellem men mere mig min mod når nej nogle noget nu og også om op os over på sammen se selv
sig sin skal skulle som så til ud under var ved vi vil ville være været""",
        "no": """
alle alt at av ble bli blir da de dem den denne der deres det dette du eller en enn er et etter for fra få får ha
hadde han hans har henne hennes her hos hun hva hvis hvor i ikke inn jeg jo kan kom kommer kunne man mange med meg
mellom men mer min mot må når noe noen nå og også om opp oss over på seg selv sin skal skulle som så til under ut var
ved vi vil ville være vært å""",
        "ru": """
а без более бы был была были было быть в вам вас весь во вот все всего всех вы где да даже для до его ее если есть ещё
еще ж же за здесь и из или им их к как ко когда кто ли либо между меня мне много может можно мы на над надо нас не
него нее нет ни них но о об однако он она они оно от очень по под после потому при про с сам свою себя со так также
там те тем то того тоже той только том тот ты у уже хотя чего чем что чтобы эта эти это этого этой этом этот я""",
        "ar": """
أن إن أنه إنه أنها إنها إلى الى على عليه عليها عن عنه عنها في فيه فيها من منه منها مع بعد قبل بين حتى حول خلال دون ضد
عبر عند عندما منذ نحو تحت فوق أمام وراء ثم أو أم لا لم لن ما ماذا ليس ليست هل هو هي هم هما هن أنا نحن أنت هذا هذه ذلك
تلك هؤلاء الذي التي الذين اللذين كان كانت كانوا يكون تكون كما كل كلا قد لقد لكن لكنه لأن لدى لها له لهم به بها بهم غير
أي أيضا أيضًا إذا إذ حيث حين كيف لماذا متى وهو وهي وفي ومن وعلى وإن وأن ولا ولم وقد وكان وكانت وقال وقالت وأضاف وأضافت
قال قالت إلا بل سوف فقط مثل بعض بينما كذلك""",
        "el": """
ο η το οι τα του της των τον την τη στο στη στην στον στα στους στις τους τις ένα ένας μια μία ενός μιας και κι ή είτε
ούτε αλλά όμως ωστόσο αν όταν ενώ επειδή γιατί διότι ώστε πριν μετά από για με χωρίς σε προς κατά παρά ως έως μέχρι
ανά υπό επί να θα ας δεν μην μη που πού πως πώς ότι όπως όπου όσο όσα όσοι ποιος ποια τι είναι ήταν είχε είχαν έχει
έχουν έχω είμαι είμαστε αυτό αυτός αυτή αυτά αυτοί αυτές αυτού αυτής αυτών εκείνος εκείνη εκείνο εγώ εσύ εμείς εσείς
μας σας μου σου κάθε κάποιος κάποια κάποιο κανείς καθώς ακόμη ακόμα ήδη μόνο πολύ πιο δηλαδή επίσης έτσι τότε τώρα εδώ
εκεί είπε δήλωσε λόγω μεταξύ""",
        "hi": """
का की के को में से ने पर पे और या एवं तथा यह ये वह वे इस इन उस उन इसे इन्हें उसे उन्हें इसका इसकी इसके उसका उसकी उसके
उनका उनकी उनके अपना अपनी अपने मैं हम तुम आप मेरा हमारा हमारे है हैं था थी थे हो होगा होगी होंगे होता होती होते हुआ हुई
हुए गया गई गए जा जाता जाती जाते जाने रहा रही रहे कर करता करती करते करने किया दिया दी दिए लिया ली लिए कहा कि जो जिस जिन
जिसे जब तब तो तक भी ही नहीं न मत कोई कुछ किसी क्या क्यों कैसे कब कहाँ कहां यहाँ यहां वहाँ वहां अब फिर लेकिन मगर अगर
यदि क्योंकि बाद पहले साथ द्वारा वाला वाली वाले सकता सकती सकते चुका चुकी चुके ऐसा ऐसे बहुत सब सभी एक""",
        "tr": """
ve veya ya da de ile ki mi mı mu mü bu şu o bunu şunu onu buna ona bunun onun bunlar onlar onların ben sen biz siz
beni seni bizi sizi benim senin bizim sizin kendi kendisi bir hiç her bazı tüm bütün çok daha en az gibi kadar için
göre karşı sonra önce beri dolayı üzere rağmen ancak ama fakat lakin çünkü eğer ise yani hem ne nasıl neden
niçin nerede kim hangi var yok değil olan olarak oldu olduğu olduğunu olacak olmak olmuş oluyor idi imiş dır dir etti
eden ederek edildi diye dedi söyledi artık bile henüz hâlâ sadece yalnız şimdi böyle şöyle öyle arasında ardından""",
        "pl": """
a i oraz lub albo ale lecz jednak że żeby aby by bo ponieważ gdy kiedy jeśli jeżeli czy jak jako niż niech nie ani tak
też także również już jeszcze tylko bardzo w we z ze na do od po przed przy przez pod nad za o u dla bez między wśród
ku ten ta to te ci tego tej tych temu tym tymi tę tą on ona ono oni one jego jej ich go mu im nim nią nich ja ty my wy
mnie mi cię nas nam was się sobie siebie swój swoje swoją swoich mój moje twój nasz nasze co kto który która które
którzy którego której których którym jaki jest są był była było były być będzie będą został została zostało zostały ma
mają miał może mogą można tam tu tutaj teraz wtedy więc dlatego gdzie powiedział powiedziała""",
        "uk": """
а і й та або чи але проте однак що щоб бо тому якщо коли як ніж не ні так також теж уже вже ще лише тільки дуже в у з
із зі на до від по перед при через під над за о об про для без між серед це цей ця ці цього цієї цих цьому цим той те
ті того тієї тих він вона воно вони його її їх йому їй їм ним нею ними я ти ми ви мене мені тебе нас нам вас вам себе
собі свій своя своє свої своїх хто який яка яке які якого якої яких яким є був була було були бути буде будуть має
мають може можуть можна там тут тепер тоді де куди сказав сказала заявив заявила""",
        "ro": """
și si sau ori dar însă iar că să dacă când cum ca decât nu nici da de la în din pe cu prin pentru spre către până după
înainte fără între sub peste despre lângă un o unui unei niște cel cea cei cele al a ai ale lui ei lor acest această
acești aceste acestui acestei acestor acel acea acei acele el ea ele eu tu noi voi mine tine ne vă le îi îl se își său
sa săi sale meu nostru care ce cine unde este e sunt era erau fi fost fiind au am are aveau avea va vor ar fie mai
foarte doar numai deja încă tot toate toți aici acolo acum atunci spus declarat astfel deci""",
        "id": """
yang dan atau di ke dari pada dalam untuk dengan oleh tentang terhadap antara sampai hingga sejak tanpa seperti
sebagai secara ini itu tersebut saya kami kita kamu anda ia dia mereka nya adalah ialah akan telah sudah sedang masih
belum tidak bukan jangan juga lagi lebih sangat hanya saja pun lah bahwa karena sebab jika kalau bila ketika saat
setelah sebelum agar supaya namun tetapi tapi sedangkan sementara serta maupun apa siapa mana bagaimana mengapa kapan
ada bisa dapat harus para sebuah seorang suatu setiap semua kata ujar mengatakan""",
    }.items()
}
FUNCTION_WORDS["nb"] = FUNCTION_WORDS["nn"] = FUNCTION_WORDS["no"]
