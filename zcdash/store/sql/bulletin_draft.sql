-- One row per draft of the bulletin of a close, newest first.
select bulletin_draft, plan, period, close, text, name, saved_at
from bulletin_draft
where close = $close
order by bulletin_draft desc;
