"""How players behave, measured alike for models, people and doctrines: what they do, claim and agree on."""
