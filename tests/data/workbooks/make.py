import datetime
import sys

import openpyxl
wb=openpyxl.Workbook(); ws=wb.active; ws.title="出國人員"
ws.append(["人員編號","姓名","出國日期","數","時","布林","錯","公式","長","郵遞"])
ws.append(["A1","王小明 ",datetime.date(2026,11,20),0.1+0.2,datetime.time(14,30),True,"#N/A","=1+1",1234567890123456,123])
ws["C2"].number_format='[$-404]e"年"m"月"d"日"'
ws["J2"].number_format='00000'
ws["A3"]="x\ny"; ws["C3"]=datetime.datetime(2026,11,20,9,5); ws["D3"]=1e-7; ws["E3"]=datetime.timedelta(hours=36,minutes=5); ws["D4"]=-12.5; ws["D5"]=1e20;ws["D6"]=100
ws["K9"]="zz"
ws.merge_cells("A3:A5"); ws.merge_cells("B9:C9"); ws["B9"]="m"
ws.row_dimensions[5].hidden=True; ws.row_dimensions[6].hidden=True
ws.column_dimensions["D"].hidden=True
h=wb.create_sheet("藏"); h.sheet_state="hidden"; h["A1"]=1
wb.save(sys.argv[1])
