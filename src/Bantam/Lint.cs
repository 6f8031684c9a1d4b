using Bantam.Advice;
using Bantam.Model;

namespace Bantam;

/// <summary>Checks networks against rules of thumb and known pitfalls.</summary>
public static class Lint
{
    /// <summary>Checks a network; each finding has an identifier and the numbers that it stands on.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="options">Device, data and whatever else is known; rules that lack something are listed as unchecked.</param>
    /// <returns>The findings, the most severe first.</returns>
    /// <exception cref="UnknownNameException">A rule that is to be suppressed does not exist.</exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static LintReport Of(Graph graph, LintOptions? options = null) => Linter.Run(graph, options);
}
