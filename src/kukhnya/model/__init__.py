"""The nouns of Kukhnya: what everything above is made of."""
