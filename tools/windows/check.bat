@echo off
chcp 65001 >nul
rem 未在 Windows 上试过。Not tried on Windows.
cd /d "%~dp0..\.."
set PYTHONUTF8=1
py -m generator check
pause
