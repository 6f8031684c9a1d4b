namespace Bantam.Advice;

/// <summary>What a rule must be given besides the network. Without it the rule is not checked.</summary>
[Flags]
public enum LintNeeds
{
    /// <summary>The network alone.</summary>
    Nothing = 0,

    /// <summary>A device.</summary>
    Device = 1,

    /// <summary>A data set.</summary>
    Data = 2,

    /// <summary>How fast a machine computes and moves data.</summary>
    Roofline = 4,

    /// <summary>A second network.</summary>
    Other = 8,
}
