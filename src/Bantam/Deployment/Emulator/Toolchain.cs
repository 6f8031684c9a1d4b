using System.ComponentModel;
using System.Text.RegularExpressions;

namespace Bantam.Deployment;

/// <summary>The programs outside this library that build and run generated C, and where they are.</summary>
/// <param name="searchPath">The directories to look in, the first match wins.</param>
public sealed partial class Toolchain(IReadOnlyList<string> searchPath)
{
    private const string DebianInstall = "sudo apt-get install --yes ";

    private static readonly Tool HostCompilerTool = new("host C compiler", ["gcc", "cc", "clang"])
    {
        Needed = "compile generated C and prove it on this machine",
        Debian = "gcc libc6-dev",
        MacOS = "xcode-select --install",
        Windows = "winget install --id BrechtSanders.WinLibs.POSIX.UCRT",
    };

    private static readonly Tool ArmCompilerTool = new("arm-none-eabi-gcc", ["arm-none-eabi-gcc"])
    {
        Needed = "compile generated C for Cortex-M",
        Debian = "gcc-arm-none-eabi",
        MacOS = "brew install --cask gcc-arm-embedded",
        Windows = "winget install --id Arm.GnuArmEmbeddedToolchain",
    };

    private static readonly Tool ArmSizeTool = new("arm-none-eabi-size", ["arm-none-eabi-size"])
    {
        Needed = "read the flash and the RAM of a Cortex-M image",
        Debian = "binutils-arm-none-eabi",
        MacOS = "brew install --cask gcc-arm-embedded",
        Windows = "winget install --id Arm.GnuArmEmbeddedToolchain",
    };

    private static readonly Tool NewlibTool = new("newlib", ["arm-none-eabi-gcc"])
    {
        Needed = "give generated C its standard headers and memcpy on Cortex-M",
        Debian = "libnewlib-arm-none-eabi",
        MacOS = "brew install --cask gcc-arm-embedded",
        Windows = "winget install --id Arm.GnuArmEmbeddedToolchain",
        VersionArguments = ["-E", "-dM", "-include", "_newlib_version.h", "-x", "c", "-"],
    };

    private static readonly Tool EmulatorTool = new("qemu-system-arm", ["qemu-system-arm"])
    {
        Needed = "run generated C on emulated Cortex-M machines and count instructions",
        Debian = "qemu-system-arm",
        MacOS = "brew install qemu",
        Windows = "winget install --id SoftwareFreedomConservancy.QEMU",
    };

    /// <summary>The programs on this process's PATH.</summary>
    public static Toolchain Installed { get; } =
        new((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The directories that are looked in.</summary>
    public IReadOnlyList<string> SearchPath { get; } = searchPath;

    /// <summary>Looks for every program, and runs each that is there to read its version.</summary>
    /// <returns>One status per program, those for the host first.</returns>
    public IReadOnlyList<ToolStatus> Status() =>
        [.. new[] { HostCompilerTool, ArmCompilerTool, ArmSizeTool, NewlibTool, EmulatorTool }.Select(StatusOf)];

    /// <summary>One command that installs all of the given programs.</summary>
    /// <param name="tools">The programs; those that are there are left out.</param>
    /// <returns>The command; empty where nothing is missing.</returns>
    public static string InstallCommand(IEnumerable<ToolStatus> tools)
    {
        string[] commands = [.. tools.Where(tool => !tool.Found).Select(tool => tool.Install).Distinct()];
        return Array.TrueForAll(commands, command => command.StartsWith(DebianInstall, StringComparison.Ordinal)) && commands.Length > 0
            ? DebianInstall + string.Join(' ', commands.Select(command => command[DebianInstall.Length..]))
            : string.Join(" && ", commands);
    }

    internal string RequireHostCompiler() => Require(HostCompilerTool);

    internal string RequireArmCompiler()
    {
        string compiler = Require(ArmCompilerTool);
        ToolStatus newlib = StatusOf(NewlibTool);
        return newlib.Found ? compiler : throw new ToolMissingException(newlib);
    }

    internal string RequireArmSize() => Require(ArmSizeTool);

    internal string RequireEmulator() => Require(EmulatorTool);

    private string Require(Tool tool) => Find(tool) ?? throw new ToolMissingException(Absent(tool));

    private ToolStatus StatusOf(Tool tool)
    {
        if (Find(tool) is not string path)
        {
            return Absent(tool);
        }

        ProcessResult result;
        try
        {
            result = new ExternalProcess(path, tool.VersionArguments) { Timeout = TimeSpan.FromSeconds(20) }.Run();
        }
        catch (Win32Exception)
        {
            // A program that cannot be started is as good as absent, and the same command repairs it.
            return Absent(tool);
        }

        return result.ExitCode == 0
            ? Absent(tool) with { Found = true, Version = VersionIn(result.Output, tool) }
            : Absent(tool);
    }

    private static ToolStatus Absent(Tool tool) => new(tool.Name, false, "", tool.Needed, tool.Install);

    private static string VersionIn(string output, Tool tool)
    {
        if (tool == NewlibTool)
        {
            return NewlibVersion().Match(output).Groups[1].Value;
        }

        // Distributions put their package's version in parentheses; the program's own stands outside them.
        string line = Parenthesis().Replace(output.Split('\n')[0], "");
        return DottedNumber().Match(line).Value;
    }

    private string? Find(Tool tool)
    {
        foreach (string command in tool.Commands)
        {
            string name = OperatingSystem.IsWindows() ? command + ".exe" : command;
            string? path = SearchPath.Select(directory => Path.Combine(directory, name)).FirstOrDefault(IsExecutable);
            if (path is not null)
            {
                return path;
            }
        }

        return null;
    }

    private static bool IsExecutable(string path)
    {
        const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & Execute) != 0);
    }

    [GeneratedRegex(@"\([^)]*\)")]
    private static partial Regex Parenthesis();

    [GeneratedRegex(@"\d+(\.\d+)+")]
    private static partial Regex DottedNumber();

    [GeneratedRegex("#define _NEWLIB_VERSION \"([0-9.]+)\"")]
    private static partial Regex NewlibVersion();

    private sealed record Tool(string Name, string[] Commands)
    {
        public required string Needed { get; init; }

        public required string Debian { get; init; }

        public required string MacOS { get; init; }

        public required string Windows { get; init; }

        public string[] VersionArguments { get; init; } = ["--version"];

        public string Install =>
            OperatingSystem.IsWindows() ? Windows
            : OperatingSystem.IsMacOS() ? MacOS
            : DebianInstall + Debian;
    }
}
