"""Law packs: what words, symbols and links have led to charges where. Pure; knows neither accounts nor the database."""
