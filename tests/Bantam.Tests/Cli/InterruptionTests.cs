using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Bantam.Tests.Cli;

public sealed partial class InterruptionTests : IDisposable
{
    private const int Interrupt = 2;
    private const int Terminate = 15;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Interrupted_it_keeps_a_checkpoint_and_resumes_to_the_model_of_a_run_in_one_piece()
    {
        SkipOnWindows();
        CommandRun interrupted = await SignaledAsync(Interrupt, Arguments("run"));

        Assert.Equal(130, interrupted.ExitCode);
        Assert.Contains("bantam: The training was interrupted in epoch", interrupted.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.PathOf("run/training.checkpoint")));
        CommandRun resumed = CommandRun.Here([.. Arguments("run"), "--resume"]);
        Assert.Equal(0, resumed.ExitCode);
        Assert.Equal(HashIn(CommandRun.Here(Arguments("whole")).Output), HashIn(resumed.Output));
        Assert.False(File.Exists(_folder.PathOf("run/training.checkpoint")));
    }

    [Fact]
    public async Task Asked_to_terminate_it_does_the_same_with_another_exit_code()
    {
        SkipOnWindows();

        CommandRun terminated = await SignaledAsync(Terminate, Arguments("run"));

        Assert.Equal(143, terminated.ExitCode);
        Assert.True(File.Exists(_folder.PathOf("run/training.checkpoint")));
    }

    public void Dispose() => _folder.Dispose();

    private static void SkipOnWindows() => Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no signals to send on Windows");

    private static string HashIn(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty("modelHash").GetString()!;
    }

    /// <summary>Sends a signal as soon as the first epoch is told.</summary>
    private static async Task<CommandRun> SignaledAsync(int signal, string[] arguments)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using Process process = CommandRun.Start(withPath: false, arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellation);
        string? line;
        do
        {
            line = await process.StandardError.ReadLineAsync(cancellation);
        }
        while (line?.StartsWith("Epoch 1/", StringComparison.Ordinal) == false);

        Assert.Equal(0, Kill(process.Id, signal));
        string error = await process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return new CommandRun(process.ExitCode, await output, error);
    }

    // Enough epochs that the signal arrives before the last one.
    private string[] Arguments(string folder) =>
        ["fit", "--json", "--data", "sine", "--network", "tiny-mlp", "--epochs", "150", "--out", _folder.PathOf(folder)];

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
