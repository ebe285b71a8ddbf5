import json
def test_tmp(app, client, token):
    rep, mg, ad, co, sp = (token(n) for n in ("rep","manager","admin","compliance","specialist"))
    from sqlalchemy import event
    from complaints.db import db
    n=[]
    with app.app_context():
        @event.listens_for(db.engine,'before_cursor_execute')
        def _(c,cur,st,p,ctx,m): n.append(st)
    body=dict(channel='phone',line='telecom',complainant=dict(name='周玉琴',phone='139 0086 2071',form_of_address='周女士'),narrative='七月开始每个月多扣15块，没开过。再不解决我就打12315投诉你们！',emotion=8)
    n.clear()
    r=client.post("/api/v1/complaints",json=body,headers=rep|{"Idempotency-Key":"a"})
    print(len(n)); print(r.status, r.headers, json.dumps(r.json,ensure_ascii=False,indent=1))
    assert r.status_code==201
    r2=client.post("/api/v1/complaints",json=body,headers=rep|{"Idempotency-Key":"a"})
    print(r2.headers); assert r2.data==r.data
    num=r.json["number"]; u=f"/api/v1/complaints/{num}"
    n.clear()
    g=client.get(u,headers=rep); print(len(n), g.status, json.dumps(g.json,ensure_ascii=False,indent=1)); 
    for s in n: print(s[:90].replace("\n"," "), '...', s[s.find("FROM"):][:60].replace("\n"," "))
    n.clear()
    m=client.post(u+"/moves",json={"move":"advance"},headers=rep|{"If-Match":r.headers["ETag"]}); print(m.status,m.json)
    n.clear()
    m=client.post(u+"/moves",json={"move":"advance","fields":dict(emotion_now=6,restatement='每月多扣15',restatement_confirmed=True,form_of_address='周女士',emotion_arrival=8)},headers=rep|{"If-Match":r.headers["ETag"]}); print(m.status,len(n),m.headers)
    for s in n: print(s[:90].replace("\n"," "), '...', s[s.find("FROM"):][:60].replace("\n"," "))
    for who in (rep,ad,co,sp):
        e=client.get(u+"/events",headers=who); print(e.status, json.dumps(e.json,ensure_ascii=False)[:1500])
        e=client.get(u,headers=who); print(e.status, json.dumps(e.json,ensure_ascii=False)[:1500])
    n.clear()
    e=client.get(u+"/guidance",headers=rep); print(len(n),e.status,json.dumps(e.json,ensure_ascii=False)[:800])
    n.clear()
    e=client.get("/api/v1/complaints?q=周玉琴",headers=mg); print(len(n),e.status,json.dumps(e.json,ensure_ascii=False)[:800])
    for p in ("/healthz","/readyz","/metrics","/api/v1/openapi.json","/api/nix","/api//v1/complaints","/api/v1/complaints/"):
        e=client.get(p); print(p,e.status,e.headers, e.text[:1500])
    assert 0
