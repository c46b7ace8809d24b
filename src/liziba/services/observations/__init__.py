"""Which figures were published about a city, in which release, and which of them compare?"""
