@echo off
rem Not tried on Windows. Only ASCII here: cmd reads this file in the code page of the machine.
chcp 65001 >nul
cd /d "%~dp0..\.."
set PYTHONUTF8=1
py -m generator check
pause
