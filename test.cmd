@echo off
rem Builds everything and runs the tests. The last line is "N passed, N failed, N skipped".
rem The tools of eng\tools.txt are packages of Debian and Ubuntu: here the tests that need an absent one are skipped.
setlocal
set "root=%~dp0"
set "results=%root%artifacts\test-results.xml"
set "speed=-trait- Speed=Slow"
set "class="

:options
if "%~1"=="" goto build
if "%~1"=="--slow" (
    set "speed="
    shift
    goto options
)
if "%~1"=="--filter" (
    set "class=-class *%~2*"
    shift
    shift
    goto options
)
if "%~1"=="--install" (
    echo --install works on Debian and Ubuntu only. 1>&2
    exit /b 2
)
echo usage: test [--slow] [--filter CLASS] 1>&2
exit /b 2

:build
where dotnet >nul 2>nul
if errorlevel 1 (
    echo Bantam needs the .NET 10 SDK, and there is no 'dotnet' on the PATH. Install it: https://dotnet.microsoft.com/download/dotnet/10.0 1>&2
    exit /b 1
)
if defined BANTAM_DATA for %%d in ("%BANTAM_DATA%") do set "BANTAM_DATA=%%~fd"
cd /d "%root%"
echo Building...
dotnet build Bantam.slnx -c Release -v q -nologo --tl:off -nodeReuse:false -p:RestoreLockedMode=true 1>&2
if errorlevel 1 (
    echo Building failed. 1>&2
    exit /b 1
)

if exist "%results%" del "%results%"
dotnet artifacts\bin\Bantam.Tests\release\Bantam.Tests.dll -noColor -noLogo %speed% %class% -result-xml "%results%"
set "code=%errorlevel%"
if not exist "%results%" (
    echo The tests ended without results. 1>&2
    exit /b 1
)
powershell -NoProfile -Command "$t = @(([xml](Get-Content -Raw '%results%')).assemblies.assembly); $t.SelectNodes('//reason') | Group-Object InnerText | ForEach-Object { \"Skipped $($_.Count): $($_.Name)\" }; function Sum($n) { ($t | ForEach-Object { [int]$_.$n } | Measure-Object -Sum).Sum }; $f = (Sum failed) + (Sum errors); \"$(Sum passed) passed, $f failed, $(Sum skipped) skipped\"; if ((Sum total) -eq 0 -or $f -gt 0) { exit 1 }"
if errorlevel 1 exit /b 1
exit /b %code%
