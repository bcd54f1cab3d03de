@echo off
rem Double-click this on Windows. It sets wordform up once, then opens it in the browser.
pushd "%~dp0"
set "PYTHONUTF8=1"
if exist start.py goto unpacked
echo Unpack the whole folder first: right-click the zip file and choose "Extract All".
echo Then double-click start.cmd in the folder that this makes.
pause
popd
exit /b 1
:unpacked
py -3 start.py %*
if errorlevel 9009 goto missing
if errorlevel 1 pause
popd
exit /b
:missing
python start.py %*
if not errorlevel 9009 goto end
echo wordform needs Python 3.11 or later. Install it from the Microsoft Store or https://www.python.org/downloads/
echo and double-click again.
:end
if errorlevel 1 pause
popd
