using System.Diagnostics;
using System.Text.Json;
using Bantam.Cli;
using Bantam.Costs;
using Bantam.Deployment;

namespace Bantam.Tests.Cli;

public sealed class SmallCommandTests
{
    [Theory]
    [InlineData("devices", "cortex-m55")]
    [InlineData("data list", "bearings")]
    [InlineData("doctor", "Proof on this machine")]
    public void They_print_a_table_without_escape_codes(string command, string expected)
    {
        CommandRun run = CommandRun.Here([.. command.Split(' '), "--color", "never"]);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains(expected, run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001B', run.Output);
    }

    [Theory]
    [InlineData("devices", "bantam.devices/1", "devices", "name class core instructionSet hasDsp hasFpu clockHertz flashBytes ramBytes activeWatts pipeline memory units synchronization instructions source sources note")]
    [InlineData("data list", "bantam.datasets/1", "datasets", "name summary folder")]
    [InlineData("doctor", "bantam.doctor/1", "tools", "name found version needed install")]
    public void As_JSON_they_print_one_object_with_the_schema_first(string command, string schema, string list, string fields)
    {
        CommandRun run = CommandRun.Here([.. command.Split(' '), "--json"]);

        using JsonDocument json = JsonDocument.Parse(run.Output);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(["schema", list], json.RootElement.EnumerateObject().Select(field => field.Name));
        Assert.Equal(schema, json.RootElement.GetProperty("schema").GetString());
        Assert.All(json.RootElement.GetProperty(list).EnumerateArray(), item => Assert.Equal(fields.Split(' '), item.EnumerateObject().Select(field => field.Name)));
    }

    [Fact]
    public async Task With_nothing_on_the_path_the_doctor_names_what_installs_it()
    {
        CommandRun run = await CommandRun.ApartAsync(withPath: false, "doctor");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains($"Install what is missing: {Toolchain.InstallCommand(new Toolchain([]).Status())}{Environment.NewLine}", run.Output, StringComparison.Ordinal);

        Assert.Contains("Proof on this machine: not possible. Proof in the emulator: not possible.", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(40)]
    [InlineData(80)]
    public async Task A_narrow_terminal_breaks_no_word(int columns)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "the program 'script', which runs another one in a terminal, is absent");
        using Process process = Process.Start(new ProcessStartInfo("/usr/bin/script", ["-qec", $"stty cols {columns}; {CommandRun.ShellWords} devices", "/dev/null"]) { RedirectStandardOutput = true, RedirectStandardInput = true })!;
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, process.ExitCode);
        Assert.All(Devices.All, device => Assert.Contains(device.Name, output, StringComparison.Ordinal));
        Assert.All(Devices.All, device => Assert.Contains($" {DevicesCommand.MemoryText(device.RamBytes)}", output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("1", 1L)]
    [InlineData("65536", 65536L)]
    [InlineData("64K", 65536L)]
    [InlineData("64k", 65536L)]
    [InlineData("2M", 2097152L)]
    [InlineData("2147483647M", 2251799812636672)]
    [InlineData(null, null)]
    public void Sizes_are_read_with_their_units(string? text, long? bytes) => Assert.Equal(bytes, ByteCount.Parse("--flash", text));

    [Theory]
    [InlineData("")]
    [InlineData("K")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1.5K")]
    [InlineData("1 K")]
    [InlineData("1,024")]
    [InlineData("99999999999")]
    [InlineData("1KB")]
    public void What_is_no_size_is_refused(string text) => Assert.Throws<ArgumentException>(() => ByteCount.Parse("--flash", text));

    [Theory]
    [InlineData("fit --floor 0.9", "bantam fit --floor 0.9")]
    [InlineData("fit|--out|my folder", "bantam fit --out 'my folder'")]
    [InlineData("fit|--data|it's", @"bantam fit --data 'it'\''s'")]
    [InlineData("fit|--out|$HOME;x", "bantam fit --out '$HOME;x'")]
    [InlineData("fit|--out|", "bantam fit --out ''")]
    public void The_command_line_of_the_report_is_quoted_for_a_shell(string arguments, string expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "shells quote in another way there");
        Assert.Equal(expected, CommandLineText.Of(arguments.Split(arguments.Contains('|', StringComparison.Ordinal) ? '|' : ' ')));
    }
}
