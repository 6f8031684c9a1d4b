namespace Bantam.Tests.Deployment;

/// <summary>A clock that only work moves: each piece says how long it takes.</summary>
internal sealed class FakeClock : TimeProvider
{
    private const long TicksPerMillisecond = 1_000_000;
    private long _now;

    public override long TimestampFrequency => 1000 * TicksPerMillisecond;

    public override long GetTimestamp() => _now;

    public void Work(double milliseconds) => _now += (long)(milliseconds * TicksPerMillisecond);
}
