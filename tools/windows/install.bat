@echo off
chcp 65001 >nul
rem 未在 Windows 上试过。Not tried on Windows.
cd /d "%~dp0..\.."
set PYTHONUTF8=1
py -m pip install --require-hashes -r requirements.lock
if errorlevel 1 goto end
py -m pip install --no-deps -e .
if errorlevel 1 goto end
py -m generator hook
:end
pause
