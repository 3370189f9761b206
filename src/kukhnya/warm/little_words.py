"""Little words of Russian and English, by their folded forms: what turns a word on the reader, away from them, or stands between."""

from typing import Final

EXACT: Final = "="
"""Before a row of words that are meant exactly as they stand."""
YOU: Final = frozenset(
    [
        "you",
        "u",
        "ya",
        "ye",
        "yall",
        "y'all",
        "you're",
        "youre",
        "you'll",
        "ты",
        "вы",
        "тебя",
        "тебе",
        "тобой",
        "тобою",
        "вас",
        "вам",
        "вами",
    ]
)
SUBJECT: Final = frozenset(["you", "u", "ya", "y'all", "yall", "ты", "вы"])
ARE: Final = frozenset(["are", "r", "re", "you're", "youre"])
YOUR: Final = frozenset(
    [
        "your",
        "ur",
        "твой",
        "твоя",
        "твое",
        "твои",
        "твоей",
        "твою",
        "твоего",
        "ваш",
        "ваша",
        "ваше",
        "ваши",
        "вашу",
        "вашей",
    ]
)
SELF: Final = frozenset(["i", "me", "my", "i'm", "im", "we", "us", "я", "меня", "мне", "мной", "мы", "нас", "нам"])
OTHERS: Final = SELF | frozenset(
    [
        "he",
        "she",
        "they",
        "him",
        "her",
        "them",
        "it",
        "to",
        "who",
        "он",
        "она",
        "они",
        "его",
        "ее",
        "их",
        "ему",
        "ей",
        "им",
        "кто",
    ]
)
NOT: Final = frozenset(
    [
        "not",
        "no",
        "never",
        "nobody",
        "hardly",
        "не",
        "ни",
        "никогда",
        "никто",
        "нет",
        "бы",
        "if",
        "unless",
        "wouldn't",
        "если",
    ]
)
IF: Final = frozenset(["if", "unless", "whether", "если", "когда", "when"])
SAID: Final = frozenset(
    [
        "call",
        "calls",
        "called",
        "calling",
        "say",
        "says",
        "said",
        "think",
        "thinks",
        "make",
        "makes",
        "made",
        "tell",
        "tells",
        "told",
        "назвал",
        "назвала",
        "назвали",
        "называет",
        "называют",
        "обозвал",
        "обозвала",
        "обозвали",
        "считает",
        "считают",
        "сказал",
        "сказала",
        "говорит",
    ]
)
FILL: Final = frozenset(
    ["are", "r", "re", "is", "a", "an", "the", "such", "so", "really", "just", "an", "absolute", "total", "complete", "utter", "pure", "bloody", "fucking", "fuckin", "damn", "goddamn", "little", "big", "old", "all", "both", "and", "or", "but", "being", "nothing", "literal", "actual", "miserable", "poor", "silly", "clearly", "obviously", "truly", "very", "most", "must", "be", "pretty", "quite", "kind", "of", "piece", "bunch", "lot", "own", "sorry", "this", "that", "completely", "people", "guys", "folks", "fcking", "fking", "fuckn", "это", "просто", "же", "такой", "такая", "такие", "такое", "настоящий", "настоящая", "полный", "полная", "полные", "совсем", "реально", "и", "есть", "еще", "вообще", "какой", "какая", "какие", "все", "ну", "да", "тот", "та", "правда", "явно", "последний", "последняя", "старый", "старая", "обычный", "типичный", "редкий", "редкая", "ведь", "лишь", "всего", "конченый", "конченая", "круглый", "круглая", "законченный", "как"]
)  # fmt: skip
BODY: Final = frozenset(
    [
        "face",
        "head",
        "mouth",
        "ass",
        "brain",
        "brains",
        "skull",
        "legs",
        "arms",
        "neck",
        "bones",
        "teeth",
        "throat",
        "family",
        "kids",
        "house",
        "башка",
        "башку",
        "рожа",
        "рожу",
        "морда",
        "морду",
        "рот",
        "голова",
        "голову",
        "мозг",
        "ноги",
        "руки",
        "шею",
        "зубы",
        "кости",
        "горло",
        "семью",
        "детей",
        "дом",
    ]
)
LIKE: Final = frozenset(["like", "как", "вроде", "типа"])
ONESELF: Final = frozenset(["сам", "сама", "сами"])
ACTORS: Final = frozenset(
    ["i", "we", "i'll", "we'll", "i'm", "i'd", "ima", "imma", "someone", "somebody", "they", "gonna"]
)
WILL: Final = frozenset(
    [
        "will",
        "i'll",
        "we'll",
        "gonna",
        "going",
        "want",
        "wanna",
        "hope",
        "should",
        "swear",
        "shall",
        "must",
        "i'd",
        "ima",
        "imma",
        "coming",
        "ought",
        "let",
    ]
)
DESERVE: Final = frozenset(["should", "deserve", "deserves", "ought", "must"])
NEED: Final = frozenset(["надо", "нужно", "пора", "стоит", "следует", "мало", "хочу", "хочется", "хотелось"])
FUTURE: Final = ("ю", "у", "ем", "им")
INFINITIVE: Final = ("ть", "ти", "чь", "ться")


READER: Final = frozenset(
    ["you", "u", "your", "yourself", "ты", "вы", "твой", "ваш", "себя", "тебя", "тебе", "вам", "вас"]
)
READER_FORMS: Final = READER | frozenset(EXACT + word for word in (*READER, *YOU))
