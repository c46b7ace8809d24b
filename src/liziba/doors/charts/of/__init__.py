"""The charts of the pages, a module a subject. A module that stands here is found; it names its charts by `named`."""
