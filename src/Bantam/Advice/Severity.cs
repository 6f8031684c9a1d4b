namespace Bantam.Advice;

/// <summary>How much a finding matters, from little to much. The first letter of a rule's identifier says it too.</summary>
public enum Severity
{
    /// <summary>A rule of thumb: something here may be had for less.</summary>
    Hint,

    /// <summary>A known pitfall: what was meant is probably not what happens.</summary>
    Warning,

    /// <summary>It cannot work as it is.</summary>
    Error,
}
