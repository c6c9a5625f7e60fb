"""What a person sees of Okta in a browser: sign-in, home page, the way to an app, the message that keeps them out."""
