namespace Bantam.Tests.Cli;

public sealed class HelpTests
{
    [Theory]
    [InlineData("")]
    [InlineData("fit")]
    [InlineData("doctor")]
    [InlineData("devices")]
    [InlineData("data")]
    [InlineData("data list")]
    [InlineData("bench")]
    [InlineData("conformance")]
    [InlineData("conformance kernels")]
    [InlineData("conformance tflite-ops")]
    [InlineData("number")]
    [InlineData("inspect")]
    [InlineData("study")]
    [InlineData("study list")]
    [InlineData("study run")]
    [InlineData("study all")]
    [InlineData("lint")]
    public async Task The_help_is_approved(string command)
    {
        // Apart, because within a terminal the help wraps at its width.
        CommandRun run = await CommandRun.ApartAsync(withPath: true, [.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Golden.Match($"help/{(command.Length == 0 ? "bantam" : command.Replace(' ', '-'))}.txt", run.Output);
    }
}
