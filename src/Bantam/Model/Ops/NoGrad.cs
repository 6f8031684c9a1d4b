using System.Diagnostics.CodeAnalysis;

namespace Bantam.Model;

/// <summary>A scope in which ops are not recorded: <c>using NoGrad quiet = new();</c>. Scopes nest.</summary>
public readonly ref struct NoGrad
{
    [ThreadStatic]
    private static int s_depth;

    /// <summary>Opens the scope on this thread.</summary>
    public NoGrad() => s_depth++;

    /// <summary>Whether this thread is inside such a scope.</summary>
    public static bool IsActive => s_depth > 0;

    /// <summary>Closes the scope.</summary>
    [SuppressMessage("Performance", "CA1822:Mark members as static", Justification = "A using declaration calls an instance method.")]
    public void Dispose() => s_depth--;
}
