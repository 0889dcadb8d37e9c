"""The assurance pack of a year: eighteen parts for an assurer, as workbook and page. It computes no figure itself."""
