"""The web door: settings, addresses, middleware. What people do lives in the apps."""
