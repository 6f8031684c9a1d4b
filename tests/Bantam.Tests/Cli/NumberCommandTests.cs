using System.Text;
using System.Text.Json;

namespace Bantam.Tests.Cli;

public sealed class NumberCommandTests
{
    [Fact]
    [Trait("Ledger", "S219")]
    [Trait("Ledger", "S225")]
    public void The_output_is_approved()
    {
        string[][] commands =
        [
            ["12.75", "float32"], ["12.75", "float16"], ["12.75", "bfloat16"], ["12.75", "uq4.4"], ["12.75", "q4.4"],
            ["0.1234", "float16"], ["0.12335", "bfloat16"], ["1e-7", "float16"], ["-3.25", "int8"], ["65520", "float16"],
            ["65504", "float16"], ["1000", "float8-e4m3"], ["nan", "float8-e4m3"], ["-inf", "float8-e5m2"], ["-0", "tf32"],
            ["0.1", "float64"], ["0.3", "q0.8"],
        ];
        StringBuilder text = new();
        foreach (string[] command in commands)
        {
            string[] words = ["number", command[0], "--as", command[1]];
            CommandRun run = CommandRun.Here(words);
            Assert.Equal((0, ""), (run.ExitCode, run.Error));
            text.Append($"$ bantam {string.Join(' ', words)}\n{run.Output}\n");
        }

        Golden.Match("cli/number.txt", text.ToString());
    }

    [Theory]
    [InlineData("12.75", "float16")]
    [InlineData("1e6", "float16")]
    [InlineData("nan", "bfloat16")]
    public void As_JSON_the_schema_comes_first(string value, string format)
    {
        CommandRun run = CommandRun.Here("number", value, "--as", format, "--json");

        using JsonDocument json = JsonDocument.Parse(run.Output);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(["schema", "number"], json.RootElement.EnumerateObject().Select(field => field.Name));
        Assert.Equal("bantam.number/1", json.RootElement.GetProperty("schema").GetString());
        Assert.Equal(
            ["input", "format", "layout", "fields", "code", "form", "value", "error", "overflowed", "below", "above", "smallest", "largest"],
            json.RootElement.GetProperty("number").EnumerateObject().Select(field => field.Name));
    }

    [Theory]
    [InlineData("12,75", "float16", "VALUE is a number such as 12.75, -1e-7, inf or nan, but got '12,75'.")]
    [InlineData("", "float16", "VALUE is a number")]
    [InlineData("1e999", "float16", "VALUE is read as a Float64")]
    [InlineData("1", "flot16", "There is no number format 'flot16'. Did you mean 'float16'?")]
    [InlineData("1", "q4", "There is no number format 'q4'.")]
    [InlineData("1", "q30.4", "1 to 32 bits in all")]
    [InlineData("1", "q999.999", "1 to 32 bits in all")]
    [InlineData("1", "int0", "1 to 32 bits in all")]
    [InlineData("nan", "int8", "NaN has no fixed-point code")]
    public void What_is_no_number_or_format_is_refused_with_exit_code_2(string value, string format, string message)
    {
        CommandRun run = CommandRun.Here("number", value, "--as", format);

        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
    }

    [Theory]
    [InlineData("number 1")]
    [InlineData("number --as float16")]
    public void Both_parts_are_needed(string arguments) => Assert.Equal(2, CommandRun.Here(arguments.Split(' ')).ExitCode);
}
