from __future__ import annotations
import re, json, datetime
import pytest
from explorer_home import *
from wardmoot.apps.accounts.roles import Role
from data_pages_files import AUTHORITY
V="measure=partner.missing-episodes-of-children&area="+AUTHORITY
@pytest.mark.django_db
def test_dump(home, sign_in):
    c=sign_in(Role.ANALYST)
    qs=[V, V+"&by=risk", V+"&by=risk&sort=-count", V+"&by=risk&sort=count",V+"&by=status"]
    for q in qs:
        for part in ("figures","trend","table","hours","map"):
            for f in ("csv","svg"):
                r=c.get(f"/explore/files/{part}/{f}/?{q}")
                t=r.content.decode('utf-8-sig',errors='replace')
                print('=====',q[-22:],part,f,r.status_code, r.headers.get('Content-Disposition'))
                if r.status_code==200: print(t[:1500] if f=='csv' else re.findall(r'<(?:title|desc)[^>]*>[^<]*',t))
    # busy measure: trend svg drawn?
    for m in ("children-missing","children-missing-often"):
        q=f"measure=partner.{m}&area={AUTHORITY}"
        for part in ("figures","trend","table"):
            r=c.get(f"/explore/files/{part}/csv/?{q}"); print('=====',m,part,r.status_code, re.sub(r'<[^>]+>','',r.content.decode())[-300:] if r.status_code!=200 else r.content.decode()[:600])
