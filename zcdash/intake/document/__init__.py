"""Read a document of the office (Word, Excel, text, PDF) and propose the plan that it holds. Pure: bytes in, values out."""
