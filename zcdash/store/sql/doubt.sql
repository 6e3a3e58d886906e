-- One row per doubt of a plan version.
select item, what, reading
from doubt
where plan = $plan and version = $version
order by place;
