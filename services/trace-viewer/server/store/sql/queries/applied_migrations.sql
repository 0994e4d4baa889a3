SELECT version, name FROM migrations ORDER BY version
