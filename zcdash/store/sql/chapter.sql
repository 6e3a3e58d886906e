-- One row per chapter of a plan version.
select chapter, title
from chapter
where plan = $plan and version = $version
order by chapter;
