-- One row: the file of a bulletin as it was issued, or none.
select docx, hash
from bulletin
where bulletin = $bulletin;
