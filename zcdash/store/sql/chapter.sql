-- One row per chapter of a plan version.
select *
from chapter
where plan = $plan and version = $version
order by chapter;
