@echo off
rem Starts Sluice's command line on Windows, as ./sluice does elsewhere: finds a JDK 25 or newer,
rem builds if nothing is built, and runs what is there.
rem
rem THIS FILE WAS NEVER RUN ON WINDOWS. It is short so that it can be read instead. Other than
rem ./sluice it does not build again when sources change (delete cli\target for that), keeps no cache
rem for fast starts, and cannot tell whether output goes to a console.

setlocal
set "root=%~dp0"
set "built=%root%cli\target\sluice"

call :find_jdk
if not defined jdk exit /b 1
if not exist "%built%\built-by-cmd" call :build
if not exist "%built%\built-by-cmd" exit /b 1

rem Windows' timeout refuses an input that is no console: then a question is read from there.
set "terminals="
"%SystemRoot%\System32\timeout.exe" /t 0 >nul 2>&1 && set "terminals=in"

"%jdk%\bin\java.exe" -Xmx1g -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData ^
  -Xlog:disable -XX:+DisplayVMOutputToStderr --enable-native-access=ALL-UNNAMED ^
  "-Dsluice.terminals=%terminals%" -cp "%built%\lib\*;%built%\serve\*" dev.sluice.cli.Main %*
exit /b %errorlevel%

rem JAVA_HOME, then where installers put JDKs, then the java of the PATH.
:find_jdk
set "jdk="
if defined JAVA_HOME call :try_jdk "%JAVA_HOME%"
for /d %%d in ("%ProgramFiles%\Eclipse Adoptium\*" "%ProgramFiles%\Java\*"
  "%ProgramFiles%\Microsoft\*" "%ProgramFiles%\Zulu\*" "%ProgramFiles%\Amazon Corretto\*"
  "%USERPROFILE%\.jdks\*") do call :try_jdk "%%~d"
for /f "delims=" %%j in ('where java 2^>nul') do call :try_jdk "%%~dpj.."
if defined jdk exit /b 0
>&2 echo sluice: no JDK 25 or newer was found: install one, for example Eclipse Temurin from https://adoptium.net, or set JAVA_HOME to where it is
exit /b 1

rem Sets jdk to %1 if that is the home of a JDK that is new enough and none was found before.
:try_jdk
if defined jdk exit /b 0
if not exist "%~1\bin\java.exe" exit /b 0
if not exist "%~1\bin\javac.exe" exit /b 0
set "version=0"
for /f "tokens=2 delims==" %%v in ('findstr /b "JAVA_VERSION=" "%~1\release" 2^>nul') do set "version=%%~v"
for /f "delims=.+-" %%m in ("%version%") do if %%m geq 25 set "jdk=%~1"
exit /b 0

:build
where mvn >nul 2>&1
if errorlevel 1 (
  >&2 echo sluice: Maven was not found, and is needed to build: install it from https://maven.apache.org and put it on the PATH
  exit /b 1
)
>&2 echo sluice: building
set "JAVA_HOME=%jdk%"
pushd "%root%"
call mvn -B -q -Dstyle.color=never -Dunchecked -Dmaven.test.skip=true -pl cli -am package 1>&2 <nul
if errorlevel 1 (
  popd
  >&2 echo sluice: the build failed
  exit /b 1
)
popd
type nul >"%built%\built-by-cmd"
exit /b 0
