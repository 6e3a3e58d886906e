"""HTTP routes and middleware in front of the Streamlit pages: sign-in, password, sign-out, health, backup, security headers."""
