namespace Bantam.Model;

/// <summary>Listens to every call that this thread makes, so that the calls can be replayed.</summary>
internal sealed class CallRecording
{
    [ThreadStatic]
    private static CallRecording? s_current;

    private readonly List<(OpCall Call, bool IsView)> _calls = [];

    public static CallRecording? Current => s_current;

    public IReadOnlyList<(OpCall Call, bool IsView)> Calls => _calls;

    /// <summary>Runs an action and returns the calls that it made.</summary>
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
