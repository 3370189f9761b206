"""The database: tables, statements, transactions, jobs."""
