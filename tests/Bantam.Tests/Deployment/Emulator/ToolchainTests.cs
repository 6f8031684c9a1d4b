using System.Runtime.CompilerServices;
using Bantam.Deployment;

namespace Bantam.Tests.Deployment;

public sealed class ToolchainTests
{
    private static readonly Toolchain Nothing = new([]);

    [Fact]
    public void Absent_tools_are_listed_with_their_purpose_and_install_command()
    {
        IReadOnlyList<ToolStatus> status = Nothing.Status();
        Assert.Equal(["host C compiler", "arm-none-eabi-gcc", "arm-none-eabi-size", "newlib", "qemu-system-arm"], status.Select(tool => tool.Name));
        Assert.All(status, tool =>
        {
            Assert.False(tool.Found);
            Assert.Equal("", tool.Version);
            Assert.NotEqual("", tool.Needed);
            Assert.Contains("install", tool.Install, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Present_tools_report_a_dotted_version()
    {
        RequiredTools.SkipWithoutHostCompiler();
        RequiredTools.SkipWithoutEmulator();
        Assert.All(Toolchain.Installed.Status(), tool =>
        {
            Assert.True(tool.Found);
            if (tool.Name != "arm-none-eabi-size")
            {
                Assert.Matches(@"^\d+(\.\d+)+$", tool.Version);
            }
        });
    }

    [Fact]
    public void A_missing_host_compiler_is_named_with_the_command_that_installs_it()
    {
        ToolMissingException missing = Assert.Throws<ToolMissingException>(() => HostProgram.Build(TinyModels.Flip, Nothing, TestContext.Current.CancellationToken));
        Assert.Equal("host C compiler", missing.Tool.Name);
        Assert.Contains(missing.Tool.Install, missing.Message, StringComparison.Ordinal);
        if (OperatingSystem.IsLinux())
        {
            Assert.Contains("sudo apt-get install --yes gcc libc6-dev", missing.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_missing_emulator_is_named_before_anything_is_compiled()
    {
        ToolMissingException missing = Assert.Throws<ToolMissingException>(
            () => EmulatorProgram.Build(TinyModels.Flip, EmulatedMachine.CortexM4, Nothing, cancellation: TestContext.Current.CancellationToken));
        Assert.Equal("qemu-system-arm", missing.Tool.Name);
        Assert.Contains(missing.Tool.Install, missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_compiler_without_the_c_library_counts_as_lacking_it()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("the stand-in compilers are shell scripts");
        }

        DirectoryInfo directory = Directory.CreateTempSubdirectory("bantam-test-");
        try
        {
            WriteScript(directory, "arm-none-eabi-gcc", "case $1 in --version) echo 'arm-none-eabi-gcc (15:12.2.rel1-1) 14.3.1 20250101';; *) echo 'no such header' >&2; exit 1;; esac");
            WriteScript(directory, "qemu-system-arm", "echo 'QEMU emulator version 9.1.0 (Debian 1:9.1+dfsg-7)'");
            Toolchain toolchain = new([directory.FullName]);
            IReadOnlyList<ToolStatus> status = toolchain.Status();
            Assert.Equal("14.3.1", status.Single(tool => tool.Name == "arm-none-eabi-gcc").Version);
            Assert.Equal("9.1.0", status.Single(tool => tool.Name == "qemu-system-arm").Version);
            Assert.False(status.Single(tool => tool.Name == "newlib").Found);
            ToolMissingException missing = Assert.Throws<ToolMissingException>(
                () => EmulatorProgram.Build(TinyModels.Flip, EmulatedMachine.CortexM4, toolchain, cancellation: TestContext.Current.CancellationToken));
            Assert.Equal("newlib", missing.Tool.Name);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_program_that_does_not_start_counts_as_absent()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("the broken stand-in is marked executable as Unix does it");
        }

        DirectoryInfo directory = Directory.CreateTempSubdirectory("bantam-test-");
        try
        {
            string path = Path.Combine(directory.FullName, "qemu-system-arm");
            File.WriteAllBytes(path, [0x7F, 0x45, 0x4C, 0x46]);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            }

            Assert.False(new Toolchain([directory.FullName]).Status().Single(tool => tool.Name == "qemu-system-arm").Found);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_list_that_installs_tools_has_the_packages_that_messages_name()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("the list holds packages of Debian and Ubuntu");
        }

        string list = File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../../eng/tools.txt"));
        HashSet<string> listed = [.. list.Split('\n').Where(line => !line.StartsWith('#')).SelectMany(line => line.Split(';')[0].Split(' '))];
        foreach (ToolStatus tool in Nothing.Status())
        {
            Assert.All(tool.Install.Split(' ').Skip(4), package => Assert.Contains(package, listed));
        }
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;

    /// <summary>A shell writes the file: one that this process had open itself could not be started while others start programs.</summary>
    private static void WriteScript(DirectoryInfo directory, string name, string body) =>
        new ExternalProcess("/bin/sh", ["-c", "printf '#!/bin/sh\\n%s\\n' \"$2\" > \"$1\" && chmod +x \"$1\"", "script", Path.Combine(directory.FullName, name), body])
            .Run(TestContext.Current.CancellationToken);
}
