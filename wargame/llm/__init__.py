"""Language models at the table: what one is shown, what is asked of an endpoint, and what its answers may be."""
