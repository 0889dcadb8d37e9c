"""The assurance pack of a year: eighteen parts for an assurer, as a workbook and a page. It computes no figure itself."""
