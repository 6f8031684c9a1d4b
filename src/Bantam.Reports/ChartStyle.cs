namespace Bantam.Reports;

/// <summary>The look that all charts share: colors for light and dark, and the classes of shapes and labels.</summary>
public static class ChartStyle
{
    /// <summary>The width in pixels of one character of a label, on average: enough to tell whether a label fits.</summary>
    internal const double CharacterWidth = 6.4;

    // The hues are those of Okabe and Ito, which people with any kind of color vision can tell apart; they are darker on
    // white and lighter on black, so that words in them keep a contrast of 4.5 to 1.

    /// <summary>The style sheet.</summary>
    public static string Css { get; } = """
        :root{--ink:#1d2228;--quiet:#5a646e;--rule:#d9dde1;--paper:#fff;--panel:#f5f6f7;--blue:#0068a3;--green:#007a59;--orange:#b35c00;--red:#c04000;--pink:#a5487c}
        @media (prefers-color-scheme:dark){:root{--ink:#e4e7ea;--quiet:#9aa4ae;--rule:#343b43;--paper:#14171a;--panel:#1c2024;--blue:#56b4e9;--green:#2fc49b;--orange:#eda53a;--red:#ff8a50;--pink:#d98bb8}}
        svg{font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif;fill:var(--ink);font-variant-numeric:tabular-nums}
        .head{font-weight:600}
        .quiet{fill:var(--quiet)}
        .small{font-size:11px}
        .middle{text-anchor:middle}
        .end{text-anchor:end}
        .grid{stroke:var(--rule);stroke-width:1}
        .axis{stroke:var(--quiet);stroke-width:1}
        .track{fill:var(--rule)}
        .bar{fill:var(--blue)}
        .over{fill:var(--red)}
        .curve{fill:none;stroke:var(--blue);stroke-width:2;stroke-linejoin:round}
        .dot{fill:var(--blue)}
        .bound{stroke:var(--red);stroke-width:1.5}
        .dashed{stroke-dasharray:5 4}
        .bound-text{fill:var(--red)}
        .buffer{stroke-width:1.5;fill:var(--panel)}
        .limit{stroke:var(--ink);stroke-width:1.5}
        .hue0{fill:color-mix(in srgb,var(--blue) 15%,var(--paper));stroke:var(--blue)}
        .hue1{fill:color-mix(in srgb,var(--green) 15%,var(--paper));stroke:var(--green)}
        .hue2{fill:color-mix(in srgb,var(--orange) 15%,var(--paper));stroke:var(--orange)}
        .hue3{fill:color-mix(in srgb,var(--pink) 15%,var(--paper));stroke:var(--pink)}
        .trace{fill:none;stroke-width:2;stroke-linejoin:round}
        .heat{fill:var(--blue);stroke:var(--rule);stroke-width:.5}
        .share0{fill-opacity:0}.share1{fill-opacity:.1}.share2{fill-opacity:.2}.share3{fill-opacity:.3}.share4{fill-opacity:.4}.share5{fill-opacity:.5}.share6{fill-opacity:.6}.share7{fill-opacity:.7}.share8{fill-opacity:.8}.share9{fill-opacity:.9}.share10{fill-opacity:1}

        """;
}
