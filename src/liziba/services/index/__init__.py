"""Where does a city stand, how sure is that, why, and what would move it?"""
