using System.Runtime.InteropServices;

namespace Bantam.Cli;

/// <summary>Turns the first Ctrl-C or termination request into a cancellation; a second one ends the program at once.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;

    public Interruption()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Request(context, Cli.ExitCode.Interrupted));
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Request(context, Cli.ExitCode.Terminated));
    }

    public CancellationToken Token => _source.Token;

    /// <summary>The exit code that the request asks for.</summary>
    public int ExitCode { get; private set; } = Cli.ExitCode.Interrupted;

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _source.Dispose();
    }

    private void Request(PosixSignalContext context, int exitCode)
    {
        // Not canceling the signal's default action lets a second request kill the process.
        context.Cancel = !_source.IsCancellationRequested;
        ExitCode = exitCode;
        _source.Cancel();
    }
}
