"""Charts for the page (plotly) and for print (matplotlib)."""
