"""What a tagged PDF/A-2u must hold, read from qpdf's JSON: nobody's validator of these is at hand."""
import base64
import json
import re
import subprocess

TOKEN = re.compile(rb"/(\w+)<</MCID (\d+)>>BDC|(/Artifact BMC)|(/Span<<.*?>>BDC)|\b(EMC)\b"
                   rb"|(\]TJ|\b(?:S|f|Do)\n)|\b(BT|ET)\n", re.S)
CHILDREN = {"Table": {"TR", "Caption"}, "TR": {"TH", "TD"}, "L": {"LI", "Caption"}, "LI": {"Lbl", "LBody"},
            "TOC": {"TOCI", "TOC", "Caption"}}


class Pdf:
    def __init__(self, path):
        r = subprocess.run(["qpdf", "--json=2", "--json-stream-data=inline", "--decode-level=generalized",
                            path, "-"], capture_output=True)
        assert r.returncode == 0, r.stderr
        self.objects = json.loads(r.stdout)["qpdf"][1]
        self.root = self.get(self.get("trailer")["/Root"])

    def get(self, ref):
        if not isinstance(ref, str) or not (ref == "trailer" or re.match(r"\d+ \d+ R$", ref)):
            return ref
        o = self.objects[ref if ref == "trailer" else "obj:" + ref]
        return o["stream"] if "stream" in o else o["value"]

    def data(self, ref):
        return base64.b64decode(self.get(ref)["data"])

    def pages(self, node=None):
        node = node or self.root["/Pages"]
        kids = self.get(node).get("/Kids")
        return [p for k in kids for p in self.pages(k)] if kids else [node]

    def content(self, page):
        c = self.get(self.get(page).get("/Contents", []))
        refs = c if isinstance(c, list) else [self.get(page)["/Contents"]]
        return b"\n".join(map(self.data, refs))


def marked(content):
    """MCIDs with their tags; everything drawn is marked, marks and text objects nest."""
    found, stack = {}, []
    for tag, mcid, artifact, span, end, drawn, text in TOKEN.findall(content):
        if mcid:
            assert not any(s in ("mark", "artifact") for s in stack), "a mark within a mark"
            assert int(mcid) not in found, "MCID %s twice" % mcid
            found[int(mcid)] = tag.decode()
            stack.append("mark")
        elif artifact:
            assert not any(s in ("mark", "artifact") for s in stack), "an artifact within a mark"
            stack.append("artifact")
        elif span:
            stack.append("span")
        elif end:
            assert stack.pop() in ("mark", "artifact", "span"), "EMC without a mark"
        elif drawn:
            assert any(s in ("mark", "artifact") for s in stack), "drawn outside any mark"
        elif text == b"BT":
            stack.append("BT")
        else:
            assert stack.pop() == "BT", "a mark ends outside its text object"
    assert not stack, stack
    return found


def check_table(pdf, table):
    """Every row has as many columns, with spans."""
    open_rows, width = [], None
    for row in (pdf.get(k) for k in kids(table) if pdf.get(k)["/S"] == "/TR"):
        columns = sum(c for c, _ in open_rows)
        open_rows = [(c, r - 1) for c, r in open_rows if r > 1]
        for cell in map(pdf.get, kids(row)):
            a = cell.get("/A", {})
            if cell["/S"] == "/TH":
                assert a.get("/Scope") in ("/Row", "/Column"), cell
            columns += a.get("/ColSpan", 1)
            if a.get("/RowSpan", 1) > 1:
                open_rows.append((a.get("/ColSpan", 1), a["/RowSpan"] - 1))
        assert width in (None, columns), ("a row of %d columns in a table of %d" % (columns, width))
        width = columns


def kids(e):
    k = e.get("/K", [])
    return k if isinstance(k, list) else [k]


def check(path):
    """Returns the roles in the document with their counts."""
    pdf = Pdf(path)
    root = pdf.root
    assert root["/MarkInfo"] == {"/Marked": True} and root["/Lang"] == "u:zh-TW"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] is True
    xmp = pdf.data(root["/Metadata"]).decode()
    assert "/Filter" not in pdf.get(root["/Metadata"])["dict"], "XMP must be readable as it stands"
    assert "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance>" in xmp
    title = re.search(r'<dc:title>.*?x-default">(.*?)</rdf:li>', xmp).group(1)
    for a, b in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        title = title.replace(a, b)
    assert "u:" + title == pdf.get(pdf.get("trailer")["/Info"])["/Title"], title
    intent = pdf.get(root["/OutputIntents"][0])
    profile = pdf.data(intent["/DestOutputProfile"])
    assert intent["/S"] == "/GTS_PDFA1" and profile[36:40] == b"acsp" and profile[16:20] == b"RGB "
    for name, o in pdf.objects.items():
        d = o["stream"]["dict"] if "stream" in o else o["value"]
        for key in ("/ca", "/CA", "/SMask", "/JavaScript", "/EmbeddedFiles"):
            assert not isinstance(d, dict) or key not in d, (name, key)
    tree = pdf.get(root["/StructTreeRoot"])
    nums = pdf.get(tree["/ParentTree"])["/Nums"]
    assert nums[::2] == sorted(nums[::2]) and all(k < tree["/ParentTreeNextKey"] for k in nums[::2])
    owners = {nums[i]: nums[i + 1] for i in range(0, len(nums), 2)}
    parents = {key: pdf.get(ref) for key, ref in owners.items()}
    found, roles, links = {}, {}, {}
    for page in pdf.pages():
        p = pdf.get(page)
        tags = marked(pdf.content(page))
        assert not tags or "/StructParents" in p, page
        array = parents.pop(p["/StructParents"]) if tags else []
        assert sorted(tags) == list(range(len(array))), (page, tags)
        for mcid, ref in enumerate(array):
            assert pdf.get(ref)["/S"] == "/" + tags[mcid]
            found[page, mcid] = ref
        for link in p.get("/Annots", []):
            if "/StructParent" in pdf.get(link):
                key = pdf.get(link)["/StructParent"]
                links[page, link] = owners[key]
                parents.pop(key)
    assert not parents, parents

    def walk(ref, parent):
        e = pdf.get(ref)
        role = e["/S"][1:]
        assert e["/P"] == parent, (ref, e)
        roles[role] = roles.get(role, 0) + 1
        for k in kids(e):
            if isinstance(k, int) or (isinstance(k, dict) and k.get("/Type") == "/MCR"):
                page, mcid = (e["/Pg"], k) if isinstance(k, int) else (k["/Pg"], k["/MCID"])
                assert found.pop((page, mcid)) == ref, "content of another element"
                assert role not in CHILDREN, (role, "has text of its own")
            elif isinstance(k, dict):
                assert k["/Type"] == "/OBJR" and role in ("Link", "Reference"), (role, k)
                assert links.pop((k["/Pg"], k["/Obj"])) == ref, "a link of another element"
            elif isinstance(k, str):
                assert pdf.get(k)["/S"][1:] in CHILDREN.get(role, {pdf.get(k)["/S"][1:]}), (role, k)
                walk(k, ref)
        if role == "Table":
            check_table(pdf, e)
        if role == "Figure":
            assert e.get("/Alt"), "a figure without words"

    for k in kids(tree):
        walk(k, root["/StructTreeRoot"])
    assert not links, "links that no element has: %s" % list(links)[:5]
    assert not found, "content that no element has: %s" % list(found)[:5]
    assert roles.get("Document") == 1
    return roles
