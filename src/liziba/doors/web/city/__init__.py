"""The pages of city hall: the door, scoreboard, cities, indicators, measures, attention. They judge nothing; services and facts do."""
