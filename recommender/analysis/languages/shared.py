"""Words that texts of all languages hold: names that are written alike everywhere."""

from __future__ import annotations

from recommender.analysis.languages.language import words

# What a name may begin with before another capital.
NAME_PREFIXES = words("Al De Del Di Du El Fitz La Le Mac Mc Van Von")
# Names with capitals inside.
MIXED_CASE_NAMES = words("""
AccuWeather AirBnB AliExpress AstraZeneca BioNTech BlackRock BuzzFeed ChatGPT CrowdStrike DeepMind DeepSeek DoorDash
DreamWorks ExxonMobil FaceTime FedEx GameStop GitHub GlaxoSmithKline GoFundMe HarperCollins HuffPost JetBlue LinkedIn
MailOnline MasterCard MetLife NatWest NewsNation OpenAI PayPal PhDs PinkNews PlayStation PolitiFact ProPublica SeaWorld
SnapChat TechCrunch TikTok TripAdvisor USAid UnitedHealth WeChat WeWork WhatsApp WikiLeaks YouGov YouTube easyJet macOS
""")
