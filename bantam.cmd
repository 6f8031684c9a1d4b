@echo off
rem The bantam command: builds what is out of date, then runs it. Build messages go to stderr.
setlocal
set "root=%~dp0"
set "program=%root%artifacts\bin\Bantam.Cli\release\Bantam.Cli.dll"
set "built=%root%artifacts\built"

where dotnet >nul 2>nul
if errorlevel 1 (
    echo Bantam needs the .NET 10 SDK, and there is no 'dotnet' on the PATH. Install it: https://dotnet.microsoft.com/download/dotnet/10.0 1>&2
    exit /b 1
)

if not exist "%program%" goto build
if not exist "%built%" goto build
powershell -NoProfile -Command "$built = (Get-Item '%built%').LastWriteTimeUtc; if (Get-ChildItem '%root%src', '%root%Directory.*', '%root%global.json' -Recurse | Where-Object LastWriteTimeUtc -gt $built | Select-Object -First 1) { exit 1 }"
if not errorlevel 1 goto run

:build
echo Building bantam... 1>&2
if not exist "%root%artifacts" mkdir "%root%artifacts"
type nul > "%root%artifacts\build-started"
pushd "%root%"
dotnet build src\Bantam.Cli -c Release -v q -nologo --tl:off -nodeReuse:false -p:RestoreLockedMode=true 1>&2
if errorlevel 1 (
    popd
    echo Building bantam failed. 1>&2
    exit /b 1
)
popd
move /y "%root%artifacts\build-started" "%built%" >nul

:run
dotnet "%program%" %*
exit /b %errorlevel%
