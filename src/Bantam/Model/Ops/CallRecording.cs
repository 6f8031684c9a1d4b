namespace Bantam.Model;

/// <summary>Keeps every call that this thread makes instead of computing it, so that the calls can be replayed.</summary>
/// <remarks>Only shapes matter to a recording. Systems give memory when it is first written, so the outputs of recorded calls take none.</remarks>
internal sealed class CallRecording
{
    [ThreadStatic]
    private static CallRecording? s_current;

    private readonly List<(OpCall Call, bool IsView)> _calls = [];

    public static CallRecording? Current => s_current;

    public IReadOnlyList<(OpCall Call, bool IsView)> Calls => _calls;

    /// <summary>Runs an action and returns the calls that it made. Outputs stay zero meanwhile.</summary>
    public static CallRecording Of(Action action)
    {
        CallRecording? outer = s_current;
        CallRecording recording = new();
        s_current = recording;
        try
        {
            action();
        }
        finally
        {
            s_current = outer;
        }

        return recording;
    }

    public void Add(OpCall call, bool isView) => _calls.Add((call, isView));
}
