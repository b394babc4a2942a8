

no IDs