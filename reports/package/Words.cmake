# What the command says of itself for man and for shells, written when it is installed; the manual, and the files to copy
# that it speaks of.
set(words ${CMAKE_CURRENT_BINARY_DIR}/words)
install(CODE "
  file(MAKE_DIRECTORY ${words})
  function(say file)
    execute_process(COMMAND $<TARGET_FILE:tailmass> \${ARGN} OUTPUT_FILE ${words}/\${file} COMMAND_ERROR_IS_FATAL ANY)
  endfunction()
  say(tailmass.1 man)
  execute_process(COMMAND gzip -9nf ${words}/tailmass.1 COMMAND_ERROR_IS_FATAL ANY)
  say(tailmass completion bash)
  say(_tailmass completion zsh)
  say(tailmass.fish completion fish)")
install(FILES ${words}/tailmass.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${words}/tailmass DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${words}/_tailmass DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
install(FILES ${words}/tailmass.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(FILES ${PROJECT_SOURCE_DIR}/README.md ${PROJECT_SOURCE_DIR}/CHANGELOG.md ${PROJECT_SOURCE_DIR}/LICENSE
        DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY manual ci DESTINATION ${CMAKE_INSTALL_DOCDIR}/reports USE_SOURCE_PERMISSIONS)
