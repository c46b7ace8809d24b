"""The site: a Django project that makes its pages from the declarations of the services."""
