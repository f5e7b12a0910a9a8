"""Les formats ouverts : toute la base en Parquet, CSV et GeoJSON, et les subventions au format SCDL."""
